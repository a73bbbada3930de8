// What improves a page where scripts run. Every page works without it.
"use strict";

document.querySelector(".felruta")?.focus();

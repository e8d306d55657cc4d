/* Starts Swagger UI on our own description; the outside validator stays off. */
"use strict";
window.ui = window.SwaggerUIBundle({ url: "/schema/openapi.json", dom_id: "#swagger", validatorUrl: null, deepLinking: true });

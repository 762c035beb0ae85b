// Filled in by functions-core.ts before an app is loaded: the one instance that every copy of @azure/functions meets.
module.exports = {};

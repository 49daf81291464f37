pipe "archive";

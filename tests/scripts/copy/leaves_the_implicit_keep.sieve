require ["copy", "fileinto"];
fileinto :copy "incoming";
redirect :copy "friend@there.example";

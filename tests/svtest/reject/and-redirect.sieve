require ["reject", "copy"];
redirect :copy "ann@there.example";
reject "no";

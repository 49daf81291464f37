require ["extlists", "fileinto"];
redirect :list ["tag:a,2011:b", "tag:a,2011:c"];
redirect :list;
if valid_ext_list { keep; }
valid_ext_list ":addrbook:default";
fileinto :list ":addrbook:default";

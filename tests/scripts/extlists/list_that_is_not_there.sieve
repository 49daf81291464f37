require ["extlists"];
if not valid_ext_list ":addrbook:default" { discard; }

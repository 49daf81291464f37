execute "scan";

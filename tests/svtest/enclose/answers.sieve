require ["enclose", "vacation"];
enclose :subject "enclosed" "Careful.";
vacation "I am away.";

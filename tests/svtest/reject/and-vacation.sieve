require ["reject", "vacation"];
reject "no";
vacation :addresses "bob@here.example" "away";

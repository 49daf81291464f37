require ["include", "variables"];
global "${a}";

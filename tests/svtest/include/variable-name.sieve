require ["include", "variables"];
include "${name}";

require ["environment", "variables"];
set "a" "${env.location}";

# RFC 6009 section 7.2.
require ["copy", "redirect-deliverby", "variables"];
set "date" "1970-01-01";
redirect :copy :bytimeabsolute "${date}T22:00:00+01:00" :bymode "notify" :bytrace "cellphone@example.com";

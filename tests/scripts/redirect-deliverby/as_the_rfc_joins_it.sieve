# RFC 6009 section 7.2 puts the zone behind the time as currentdate gives it.
require ["variables", "date", "copy", "redirect-deliverby"];
if currentdate :matches "date" "*" { set "date" "${0}"; }
if currentdate :zone "+0100" :matches "zone" "*" { set "zone" "${0}"; }
redirect :copy :bytimeabsolute "${date}T20:00:00${zone}" :bymode "return" "cellphone@example.com";

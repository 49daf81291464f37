# RFC 6009 section 6.2.
require ["copy", "redirect-dsn"];
redirect :copy :notify "NEVER" "elsewhere@example.com";

require ["servermetadata", "enotify", "variables"];
if servermetadata :matches "/private/vendor/example/uri" "*" { set "uri" "${0}"; }
if header :matches "subject" "*" { set "subject" "${1}"; }
if not string "${uri}" "" { notify :message "new: ${subject}" "${uri}"; }

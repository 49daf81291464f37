require ["imapsieve", "environment", "imap4flags", "copy", "fileinto", "variables", "enotify"];
if environment :matches "imap.mailbox" "*" { set "mailbox" "${1}"; }
if anyof (environment "imap.cause" "APPEND", environment "imap.cause" "COPY") {
  if string "${mailbox}" "Tasks" { redirect :copy "tasks@here.example"; }
}
if allof (hasflag "\\Flagged", environment :contains "imap.changedflags" "\\Flagged") {
  notify :message "flagged in ${mailbox}" "mailto:bob@here.example";
}
if environment "imap.cause" "" { fileinto "INBOX"; }

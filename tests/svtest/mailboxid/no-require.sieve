if mailboxidexists "F1" { keep; }

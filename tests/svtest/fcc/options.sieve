require ["fcc", "vacation", "mailbox"];
vacation :create "Away.";
vacation :fcc "a" :create :create "Away.";
vacation :fcc "a" :flags "x" "Away.";

require ["fileinto", "imap4flags"];
setflag "\\Deleted";
addflag ["\\Answered", "b  A"];
removeflag "\\DELETED a";
if hasflag :is "b" { fileinto "Work"; }
keep :flags ["\\Seen", "", "\\Recent", "nö"];

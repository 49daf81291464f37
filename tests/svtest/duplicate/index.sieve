require ["duplicate", "index"];
if duplicate :header "Subject" :index 1 { discard; }

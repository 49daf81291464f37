require "ihave";
if allof (ihave "vnd.acme.rocket", rocket "x") { stop; }
if anyof (not ihave "vnd.acme.rocket", rocket "x") { keep; }
if anyof (true, rocket "x") { redirect "a@here.example"; }

require "reject";
reject;
reject ["a", "b"];
reject 5;
reject "a" { keep; }
if reject "a" { keep; }

require "variables";
if string "${33}" "" { stop; }

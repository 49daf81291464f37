if true {
if true {
if true {
if true {
if true {
if true {
if true {
if true {
if true {
if true {
if true {
if true {
if true {
if true {
if true {
 discard; }
}
}
}
}
}
}
}
}
}
}
}
}
}
}
if anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, anyof (false, true))))))))))))))) { discard; }

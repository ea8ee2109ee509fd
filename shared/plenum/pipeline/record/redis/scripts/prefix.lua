-- Stands before every script of a Plenum that shares its Redis (prefixed.py). A script is called with whole names, as
-- Redis' rights demand, and knows none of them with the prefix: that is taken off here, and put before what it touches.
local PREFIX = '@PREFIX@'
for i, key in ipairs(KEYS) do KEYS[i] = key:sub(#PREFIX + 1) end
local function named(call)
  return function(command, ...)
    local args, names = { ... }, 1
    if command == 'EXISTS' or command == 'DEL' then names = #args
    elseif command == 'LMOVE' then names = 2
    elseif command == 'TIME' then names = 0 end
    for i = 1, names do args[i] = PREFIX .. args[i] end
    return call(command, unpack(args))
  end
end
local redis = setmetatable({ call = named(redis.call), pcall = named(redis.pcall) }, { __index = redis })

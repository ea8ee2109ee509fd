-- A worker's settings beside those of the workers that run: the first ones hold while anybody beats.
-- KEYS: 1 settings
-- ARGV: 1 lifetime ms  2 number of settings that must agree, then name, value …
--       then name, value … of those that should
-- Answers {'agreed' | 'refused', ms until these settings lapse unless somebody beats, name, held value …}
local must, should = {}, {}
local n = tonumber(ARGV[2])
for i = 3, #ARGV, 2 do
  local into = i < 3 + 2 * n and must or should
  into[#into + 1] = { ARGV[i], ARGV[i + 1] }
end
local function differing(settings)
  local found = {}
  for _, setting in ipairs(settings) do
    local held = redis.call('HGET', KEYS[1], setting[1])
    if held and held ~= setting[2] then
      found[#found + 1] = setting[1]
      found[#found + 1] = held
    end
  end
  return found
end
local wrong = differing(must)
if #wrong > 0 then return { 'refused', redis.call('PTTL', KEYS[1]), unpack(wrong) } end
local odd = differing(should)
for _, setting in ipairs(must) do redis.call('HSET', KEYS[1], setting[1], setting[2]) end
-- The newest hold: after a rolling restart with new values everybody agrees again.
for _, setting in ipairs(should) do redis.call('HSET', KEYS[1], setting[1], setting[2]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return { 'agreed', ARGV[1], unpack(odd) }

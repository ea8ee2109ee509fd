-- Stands before the scripts that push stage messages: a message's text, filled in from one template.
local TEMPLATE = [==[@TEMPLATE@]==]
local MESSAGE = '^{"headers": {"plenum": "plenum%.msg/2 ([%w_.:-]+) ([%w_.:-]+) ([%w_.:-]+)", '
  .. '"traceparent": "[%x-]+", "pushed_ms": "([%d.]+)", '

-- The message for a slot, pushed at `stamp`; its send span is named after the slot (pipeline/messages.py).
local function stage_message(job, batch, stage, root, stamp)
  local span = redis.sha1hex(job .. '|' .. batch .. '|' .. stage):sub(1, 16)
  local id = job .. '.' .. batch .. '.' .. stage
  local marks = {
    JOB = job, BATCH = batch, STAGE = stage, ID = id, PUSHED = stamp, TAG = 'plenum-' .. id .. '-' .. stamp,
    PARENT = root:sub(1, 36) .. span .. root:sub(53, 55), -- without a tracestate, which the job's root has
  }
  return (TEMPLATE:gsub('@(%u+)@', marks))
end

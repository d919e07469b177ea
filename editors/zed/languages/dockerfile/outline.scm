; Stages, named by their alias where they have one; the images of the others.

(stage
  (from_instruction
    (keyword) @context
    image: (image_spec) @context
    alias: (word) @name)) @item

(stage
  (from_instruction
    (keyword) @context
    image: (image_spec) @name
    !alias)) @item

(entrypoint_instruction (keyword) @name) @item
(cmd_instruction (keyword) @name) @item

import { maelstrom } from '@jepsen-ts/maelstrom/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [maelstrom()] })

/** What a project in each of the languages consists of. One entry is one language; its templates are in the folder of its id. */

export interface Language {
  /** What `--language` takes. */
  readonly id: string
  /** Further words for it. */
  readonly aliases: readonly string[]
  readonly name: string
  /** The node's program in the project. Its templates are `node.echo` and `node.todo` (`Main.echo` …) with the same extension. */
  readonly node: string
  /** Whether the system can run that file itself, by its first line. */
  readonly script?: true
  /** Files that are copied as they are: where from, relative to the folder of templates, and under which name. */
  readonly files: Readonly<Record<string, string>>
  /** The command that runs a node, as `cluster({ bin })` takes it. */
  readonly bin: string | string[]
  /** Runs in virtual time. */
  readonly virtual?: true
  /** The command that makes the program, before the tests; does nothing when nothing has changed. */
  readonly build?: readonly string[]
  /** What is made, and belongs neither into git nor under the eyes of watch mode. */
  readonly made: readonly string[]
  /** Extensions of its sources, without the dot. */
  readonly extensions: readonly string[]
  /** What has to be installed besides Node. */
  readonly needs?: { readonly command: string; readonly what: string }
  /** The steps of GitHub Actions that install it; none where the machine has it. */
  readonly setup: readonly string[]
  /** What the README says of the library file, as the continuation of "`FILE` …". */
  readonly library: { readonly file: string; readonly says: string }
  /** Something that whoever chooses the language should know. */
  readonly note?: string
}

const THREADS =
  'Each handler runs in a thread of its own and may wait for the replies of others; state that they share needs a lock.'

export const LANGUAGES: readonly Language[] = [
  {
    id: 'js',
    aliases: ['javascript', 'node', 'mjs'],
    name: 'JavaScript',
    node: 'node.js',
    script: true,
    files: { '../../../examples/lib/maelstrom.js': 'maelstrom.js' },
    bin: './node.js',
    virtual: true,
    made: [],
    extensions: ['js'],
    setup: [],
    library: { file: 'maelstrom.js', says: 'Handlers may be `async`.' },
  },
  {
    id: 'ts',
    aliases: ['typescript'],
    name: 'TypeScript',
    node: 'node.ts',
    script: true,
    files: { 'ts/maelstrom.ts': 'maelstrom.ts', 'ts/tsconfig.json': 'tsconfig.json' },
    bin: './node.ts',
    virtual: true,
    made: [],
    extensions: ['ts'],
    setup: [],
    library: { file: 'maelstrom.ts', says: 'Handlers may be `async`.' },
  },
  {
    id: 'python',
    aliases: ['py', 'python3'],
    name: 'Python',
    node: 'node.py',
    script: true,
    files: { '../../../examples/lib/maelstrom.py': 'maelstrom.py' },
    bin: ['python3', 'node.py'],
    made: ['__pycache__'],
    extensions: ['py'],
    needs: { command: 'python3', what: 'Python 3.9 or newer' },
    setup: ['uses: actions/setup-python@v6', "with: { python-version: '3.x' }"],
    library: {
      file: 'maelstrom.py',
      says: 'Handlers may be `async`; one asyncio loop runs them all, so nothing interrupts them but their own `await`s.',
    },
  },
  {
    id: 'go',
    aliases: ['golang'],
    name: 'Go',
    node: 'node.go',
    files: { 'go/maelstrom.go': 'maelstrom.go', 'go/go.mod': 'go.mod' },
    bin: './build/node',
    build: ['go', 'build', '-o', 'build/node', '.'],
    made: ['build'],
    extensions: ['go'],
    needs: { command: 'go', what: 'Go 1.18 or newer' },
    setup: ['uses: actions/setup-go@v6', 'with: { go-version: stable, cache: false }'],
    library: {
      file: 'maelstrom.go',
      says: 'Each handler runs in a goroutine of its own and may wait for the replies of others; state that they share needs a `sync.Mutex`. Nodes that use the Go library of Maelstrom run here as well.',
    },
  },
  {
    id: 'rust',
    aliases: ['rs'],
    name: 'Rust',
    node: 'node.rs',
    files: { 'rust/maelstrom.rs': 'maelstrom.rs', 'rust/json.rs': 'json.rs', 'rust/Cargo.toml': 'Cargo.toml' },
    bin: './target/debug/node',
    build: ['cargo', 'build', '--quiet'],
    made: ['target'],
    extensions: ['rs'],
    needs: { command: 'cargo', what: 'Rust 1.70 or newer' },
    setup: [],
    library: { file: 'maelstrom.rs', says: `${THREADS} Without crates, so \`json.rs\` stands in for \`serde_json\`.` },
  },
  {
    id: 'java',
    aliases: ['jdk'],
    name: 'Java',
    node: 'Main.java',
    files: { 'java/Node.java': 'Node.java', 'java/Json.java': 'Json.java', 'java/RpcError.java': 'RpcError.java' },
    bin: ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', 'build', 'Main'],
    build: ['javac', '-d', 'build', 'Main.java'],
    made: ['build'],
    extensions: ['java'],
    needs: { command: 'javac', what: 'a JDK, 17 or newer' },
    setup: ['uses: actions/setup-java@v5', 'with: { distribution: temurin, java-version: 21 }'],
    library: {
      file: 'Node.java',
      says: `${THREADS} Without libraries, so \`Json.java\` stands in for Gson or Jackson.`,
    },
  },
  {
    id: 'c',
    aliases: ['gcc', 'clang'],
    name: 'C',
    node: 'node.c',
    files: { 'c/maelstrom.h': 'maelstrom.h', 'c/maelstrom.c': 'maelstrom.c', 'c/Makefile': 'Makefile' },
    bin: './build/node',
    build: ['make', '-s'],
    made: ['build'],
    extensions: ['c', 'h'],
    needs: { command: 'make', what: 'a C compiler and make' },
    setup: [],
    library: {
      file: 'maelstrom.h',
      says: 'Everything runs in one thread; replies of others arrive in callbacks. JSON is read as pieces of text, and written as with `printf`.',
    },
  },
  {
    id: 'ruby',
    aliases: ['rb'],
    name: 'Ruby',
    node: 'node.rb',
    script: true,
    files: { 'ruby/maelstrom.rb': 'maelstrom.rb' },
    bin: ['ruby', 'node.rb'],
    made: [],
    extensions: ['rb'],
    needs: { command: 'ruby', what: 'Ruby 3.0 or newer' },
    setup: ['uses: ruby/setup-ruby@v1', "with: { ruby-version: '3.4' }"],
    library: { file: 'maelstrom.rb', says: THREADS },
  },
  {
    id: 'bash',
    aliases: ['sh', 'shell'],
    name: 'Bash',
    node: 'node.sh',
    script: true,
    files: { 'bash/maelstrom.sh': 'maelstrom.sh' },
    bin: ['bash', 'node.sh'],
    made: [],
    extensions: ['sh'],
    needs: { command: 'bash', what: 'Bash 5 or newer' },
    setup: [],
    library: {
      file: 'maelstrom.sh',
      says: 'One message is handled after the other; replies of others arrive in functions that you name. It finds numbers, strings and flat lists in JSON; whatever is deeper is for `jq`.',
    },
    note: 'Bash reads JSON as text: fine for echo, unique-ids, broadcast, g-set and the counters; transactions and logs need jq, and patience.',
  },
]

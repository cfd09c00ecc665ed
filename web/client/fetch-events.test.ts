import { describe, expect, it, vi } from 'vitest'
import { followEvents } from './fetch-events'
import { hello, rate, snapshot } from './messages.fixture'
import { running } from './transport'

describe('followEvents', () => {
  const tick = () => new Promise(resolve => setTimeout(resolve, 5))
  const open = async (answer: Response | Error) => {
    const handlers = { frame: vi.fn(), ended: vi.fn(), rest: vi.fn(), problem: vi.fn() }
    const ask = vi.fn(async (_: string, { signal }: RequestInit) => {
      if (signal?.aborted) throw signal.reason
      if (answer instanceof Error) throw answer
      return answer
    })
    const transport = running(followEvents, ask)('http://s', '?pairs=A', handlers)
    await tick()
    return { ...handlers, ask, transport, frames: () => handlers.frame.mock.calls.map(([frame]) => frame) }
  }
  const stream = (type = 'text/event-stream; charset=utf-8') => {
    let body!: ReadableStreamDefaultController<Uint8Array>
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        body = controller
      },
    })
    const answer = new Response(source, { headers: { 'content-type': type } })
    return {
      answer,
      say: (text: string) => body.enqueue(new TextEncoder().encode(text)),
      end: () => body.close(),
    }
  }

  it('hands every message over, however the stream is cut', async () => {
    const { answer, say } = stream()
    const { frames, ask } = await open(answer)
    const first = snapshot(5, [rate('KGS/USD', '1')])
    const text = `retry: 2000\nevent: hello\ndata: ${JSON.stringify(hello())}\n\nid: e1:5\nevent: snapshot\ndata: ${JSON.stringify(first)}\n\n`
    say(text.slice(0, 37))
    say(text.slice(37))
    say('event: later\ndata: {"type":"later"}\n\n')
    await tick()
    expect(frames()).toEqual([hello(), first, undefined])
    expect(ask.mock.calls[0]![0]).toBe('http://s/v1/events?pairs=A')
  })

  it('is lost with the end of the stream', async () => {
    const { answer, end } = stream()
    const { ended } = await open(answer)
    end()
    await tick()
    expect(ended.mock.calls).toEqual([['lost']])
  })

  it('is lost without a network, and where something else answers', async () => {
    expect((await open(new TypeError('fetch failed'))).ended.mock.calls).toEqual([['lost']])
    expect((await open(stream('text/html').answer)).ended.mock.calls).toEqual([['lost']])
  })

  it('hears what a server says that refuses', async () => {
    const body = '{"code":"unknown_pair","detail":"no source quotes any of the pairs"}'
    const headers = { 'content-type': 'application/problem+json' }
    const { ended, problem } = await open(new Response(body, { status: 404, headers }))
    expect(ended.mock.calls).toEqual([['stop']])
    expect(problem.mock.calls[0]![0]).toMatchObject({ code: 'unknown_pair', temporary: false })
  })

  it('reads nothing after close', async () => {
    const { answer, say } = stream()
    const { transport, frames, ended } = await open(answer)
    transport.close()
    say(`data: ${JSON.stringify(hello())}\n\n`)
    await tick()
    expect(frames()).toEqual([])
    expect(ended).not.toHaveBeenCalled()
  })
})

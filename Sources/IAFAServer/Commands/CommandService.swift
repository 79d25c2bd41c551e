internal import Events
internal import Foundation
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Segments
internal import ServiceLifecycle

/// The server side of the command socket: whoever can open the data directory can ask.
struct CommandService: Service {
  let iafa: IAFA
  let logger: Logger

  private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  /// Longer than any definition that is allowed.
  private static let maximumCommand = 4 << 20

  func run() async throws {
    let path = iafa.store.layout.socket
    let server: NIOAsyncChannel<Connection, Never>
    do {
      server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
          channel.eventLoop.makeCompletedFuture {
            try Connection(wrappingChannelSynchronously: channel)
          }
        }
      guard unsafe chmod(path, 0o600) == 0 else {
        throw CommandFailure("the permissions of \(path) can't be set")
      }
    } catch {
      // Everything else works without; a path can be too long for a socket.
      logger.warning(
        "no command socket: commands need the server stopped", metadata: ["error": "\(error)"])
      try? await gracefulShutdown()  // Cancelled is as good an end as asked.
      return
    }
    try await withGracefulShutdownHandler {
      try await server.executeThenClose { connections in
        try await withThrowingDiscardingTaskGroup { group in
          for try await connection in connections {
            group.addTask { await serve(connection) }
          }
        }
      }
    } onGracefulShutdown: {
      server.channel.close(promise: nil)
    }
    unsafe unlink(path)
  }

  private func serve(_ connection: Connection) async {
    do {
      try await connection.executeThenClose { inbound, outbound in
        var bytes: [UInt8] = []
        for try await buffer in inbound {
          bytes += Array(buffer: buffer)
          guard bytes.count <= Self.maximumCommand else { return }
          guard let end = bytes.firstIndex(of: 0x0A) else { continue }
          let answer = await answer(Array(bytes[..<end]), outbound)
          try await outbound.write(Self.line(answer))
          return
        }
      }
    } catch {
      logger.debug("a command's client went away", metadata: ["error": "\(error)"])
    }
  }

  private func answer(
    _ line: [UInt8], _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) async -> JSON {
    let (steps, continuation) = AsyncStream.makeStream(
      of: CommandProgress.self, bufferingPolicy: .bufferingNewest(1))
    return await withTaskGroup(of: JSON?.self) { group in
      group.addTask {
        defer { continuation.finish() }
        do {
          let command = try JSONParser.parse(line).value
          return ["result": try await iafa.perform(command) { continuation.yield($0) }]
        } catch {
          return ["failure": .string("\(error)")]
        }
      }
      group.addTask {
        for await step in steps {
          let json: JSON = ["progress": .number(step.fraction), "text": .string(step.text)]
          // A client that went away does not stop its import half-way.
          try? await outbound.write(Self.line(json))
        }
        return nil
      }
      var answer: JSON = .null
      for await result in group { answer = result ?? answer }
      return answer
    }
  }

  private static func line(_ json: JSON) -> ByteBuffer { ByteBuffer(string: json.jsonText + "\n") }
}

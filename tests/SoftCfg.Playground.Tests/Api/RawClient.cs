using System.Net.Sockets;
using System.Text;

namespace SoftCfg.Playground.Tests.Api;

/// <summary>A client that sends what no HTTP client would.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient tcp = new();

    private RawClient()
    {
    }

    public static async Task<RawClient> ConnectAsync(TestServer server)
    {
        var client = new RawClient();
        // What is not read stays with the server, not in the system's buffers.
        client.tcp.ReceiveBufferSize = 4096;
        await client.tcp.ConnectAsync(server.Address.Host, server.Address.Port);
        return client;
    }

    public async Task SendAsync(string text) => await tcp.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends the head of a request for images.</summary>
    public Task SendHeadAsync(long length) => SendAsync(
        $"POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");

    /// <summary>Sends a whole request for images.</summary>
    public async Task SendRequestAsync(string body)
    {
        await SendHeadAsync(body.Length);
        await SendAsync(body);
    }

    /// <summary>The answer's first line; empty where the server hangs up without one.</summary>
    public async Task<string> AnswerAsync()
    {
        try
        {
            using var reader = new StreamReader(tcp.GetStream(), Encoding.Latin1, leaveOpen: true);
            return await reader.ReadLineAsync() ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Reads the answer up to some text.</summary>
    /// <returns>All of it so far; without the text where the server hangs up before.</returns>
    public async Task<string> ReadToAsync(string text)
    {
        var (read, buffer) = (new StringBuilder(), new byte[1024]);
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await tcp.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
            if (count == 0)
                break;
            read.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        return read.ToString();
    }

    /// <summary>Waits, without reading, until the server has hung up: what is sent then is refused.</summary>
    public async Task UntilHungUpOnAsync()
    {
        try
        {
            while (true)
            {
                await SendAsync(" ");
                await Task.Delay(50);
            }
        }
        catch (IOException)
        {
            // It has.
        }
    }

    /// <summary>Hangs up as a process does that is killed: without a word.</summary>
    public void Dispose()
    {
        tcp.LingerState = new LingerOption(enable: true, seconds: 0);
        tcp.Dispose();
    }
}

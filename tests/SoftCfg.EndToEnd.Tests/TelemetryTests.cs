using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SoftCfg.EndToEnd.Tests;

/// <summary>OTLP, where the standard variables ask for it.</summary>
public class TelemetryTests
{
    [Fact]
    public async Task What_a_run_does_is_sent_to_where_the_variables_say()
    {
        using var folder = new TemporaryFolder();
        using var listener = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        var received = new ConcurrentDictionary<string, string>();
        var serving = ServeAsync(listener, received);
        var result = Tool.Shell(folder, $"OTEL_EXPORTER_OTLP_ENDPOINT={address} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf " +
            "OTEL_SERVICE_NAME=table-1 softcfg run --count 4 --chunk 2 --guidance none --threads 1");
        result.Succeeded();
        listener.Stop();
        await serving;
        Assert.Contains("softcfg.chunk", received["/v1/traces"]);
        Assert.Contains("softcfg.image.count", received["/v1/metrics"]);
        Assert.Contains("softcfg.chunk.count", received["/v1/metrics"]);
        Assert.All(received.Values, body => Assert.Contains("table-1", body));
    }

    private static async Task ServeAsync(HttpListener listener, ConcurrentDictionary<string, string> received)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                received.AddOrUpdate(context.Request.Url!.AbsolutePath, _ => Text(body), (_, before) => before + Text(body));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private static string Text(MemoryStream body) => Encoding.Latin1.GetString(body.ToArray());

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}

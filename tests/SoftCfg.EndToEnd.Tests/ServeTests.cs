using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace SoftCfg.EndToEnd.Tests;

public class ServeTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task It_serves_until_it_is_interrupted(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var folder = new TemporaryFolder();
        using var process = Serve(folder, "0");
        try
        {
            using var client = await ConnectAsync(process);
            using var answer = await client.PostAsJsonAsync("/v1/images/generations", new { model = "tiny", prompt = "bee", seed = 1 });
            var image = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64();
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image[..4]);
            Signals.Send(signal, process);
            var result = Tool.End(process);
            Assert.Equal(0, result.ExitCode);
            Assert.Empty(result.Output);
            Assert.Contains("softcfg: stopping.", result.ErrorLines);
            Assert.Equal("softcfg: tiny has stopped: 0 images were finished, 0 given up, 0 refused.", result.ErrorLines[^1]);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task A_server_that_is_killed_during_a_request_hangs_up_and_can_be_started_again()
    {
        using var folder = new TemporaryFolder();
        using var process = Serve(folder, "0");
        using var client = await ConnectAsync(process);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations")
        {
            Content = JsonContent.Create(new { prompt = "bee", n = 16, stream = true, steps = true }),
        };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        process.Kill();
        // What was on its way comes, and then the end: no client waits for ever.
        Assert.InRange(await FinishedImagesAsync(answer), 0, 15);
        using var again = Serve(folder, client.BaseAddress!.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using (await ConnectAsync(again))
            again.Kill();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var process = Serve(folder, "0");
        try
        {
            using var client = await ConnectAsync(process);
            var port = client.BaseAddress!.Port;
            Tool.Run(folder, "serve", "--model", Tool.Model, "--threads", "1", "--port", $"{port}")
                .Refused($"cannot listen at 127.0.0.1:{port}: Address already in use. Give another --port, or 0 for a free one.");
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task<int> FinishedImagesAsync(HttpResponseMessage answer)
    {
        var finished = 0;
        try
        {
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            while (await lines.ReadLineAsync() is { } line)
                finished += line == "event: image_generation.completed" ? 1 : 0;
        }
        catch (IOException)
        {
            // The connection was cut.
        }
        return finished;
    }

    private static Process Serve(TemporaryFolder folder, string port) =>
        Tool.Start(folder, "serve", "--model", $"tiny={Tool.Model}", "--threads", "1", "--port", port);

    /// <summary>A client of the address that it prints, once its model is loaded.</summary>
    private static async Task<HttpClient> ConnectAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.StartsWith("serving tiny at http://127.0.0.1:", line);
        var client = new HttpClient { BaseAddress = new Uri(line!.Split(' ')[^1]), Timeout = Tool.Patience };
        while (!(await client.GetAsync("/health/ready")).IsSuccessStatusCode)
            await Task.Delay(20);
        return client;
    }
}

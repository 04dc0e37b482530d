using System.Net.Http.Headers;

namespace SoftCfg.Cli.Tests.Documents;

/// <summary>A command of <c>curl</c>, asked of the server of the same document.</summary>
internal static class CurlCommand
{
    private static readonly string[] Flags = ["-s", "-S", "-sS", "-N", "-sN", "-f", "-i", "-fsS", "--no-buffer", "--silent"];

    /// <summary>Asks what the command asks; an answer that is no success fails the test.</summary>
    public static void Run(TemporaryFolder folder, BookCommand command, Uri server)
    {
        using var request = new HttpRequestMessage();
        string? output = null;
        // What is behind a pipe is somebody else's program.
        var words = command.Words.Skip(1).TakeWhile(word => word is not ("|" or ">")).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "-X" or "--request":
                    request.Method = new HttpMethod(words[++i]);
                    break;
                case "-H" or "--header":
                    AddHeader(request, words[++i]);
                    break;
                case "-d" or "--data" or "--json":
                    if (words[i] == "--json")
                        AddHeader(request, "Content-Type: application/json");
                    AddBody(request, words[++i].StartsWith('@') ? File.ReadAllText(folder.File(words[i][1..])) : words[i]);
                    break;
                case "-o" or "--output":
                    output = words[++i];
                    break;
                case var flag when Flags.Contains(flag):
                    break;
                case var url:
                    Assert.True(Uri.TryCreate(url.StartsWith("http", StringComparison.Ordinal) ? url : $"http://{url}", UriKind.Absolute, out var address) &&
                        address.IsLoopback, $"{command}: '{url}' is no address of this machine.");
                    request.RequestUri = new Uri(server, address.PathAndQuery);
                    break;
            }
        }
        using var client = new HttpClient();
        using var answer = client.Send(request);
        var body = answer.Content.ReadAsByteArrayAsync().Result;
        Assert.True(answer.IsSuccessStatusCode, $"{command}\n{(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}");
        if (output is not null)
            File.WriteAllBytes(folder.File(output), body);
    }

    private static void AddHeader(HttpRequestMessage request, string header)
    {
        var (name, value) = (header.Split(':')[0], header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            (request.Content ??= new ByteArrayContent([])).Headers.ContentType = MediaTypeHeaderValue.Parse(value);
        else
            request.Headers.Add(name, value);
    }

    private static void AddBody(HttpRequestMessage request, string text)
    {
        var type = request.Content?.Headers.ContentType ?? new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        request.Content = new StringContent(text);
        request.Content.Headers.ContentType = type;
        if (request.Method == HttpMethod.Get)
            request.Method = HttpMethod.Post;
    }
}

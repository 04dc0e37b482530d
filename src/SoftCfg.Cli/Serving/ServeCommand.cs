using System.CommandLine;
using System.Net;
using SoftCfg.Cli.Terminal;
using SoftCfg.Loading;
using SoftCfg.Text.Prompts;
using TorchSharp;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Serving;

/// <summary><c>softcfg serve</c>: its options. The server itself is loaded with <see cref="ServeRun"/>, so no other command waits for it.</summary>
internal sealed class ServeCommand : ToolCommand
{
    /// <summary>Where the key may stand, so that no list of processes shows it.</summary>
    public const string KeyVariable = "SOFTCFG_API_KEY";

    private const int DefaultPort = 5005, DefaultCapacity = 8, DefaultQueue = 64, DefaultLargest = 768;

    private readonly Option<string[]> model = new("--model")
    {
        HelpName = "[NAME=]PATH",
        Description = "A model, as 'softcfg sample --model' and 'softcfg generate --model' take it, and the name that requests give; by " +
            "default its file's or folder's. Repeat it for several; the first is meant where a request names none. Default: fashion.",
    };

    private readonly Option<string?> tokenizer = AnyText("--tokenizer", "FILE",
        "The image tokenizer's checkpoint, or hf:..., of a single --model. Default: the one beside the generator that fits it.");

    private readonly Option<int?> port = WholeNumber("--port", $"Where to listen; 0 takes a free one. Default: {DefaultPort}.", 0, 65535);

    private readonly Option<string?> host = AnyText("--host", "ADDRESS",
        "The address to listen at: localhost, or an IP address such as 0.0.0.0 for all of the machine's. Default: localhost, which only " +
        "this machine reaches.");

    private readonly Option<string?> apiKey = AnyText("--api-key", "KEY",
        $"What requests must show as 'Authorization: Bearer KEY'. Better in {KeyVariable}: lists of processes show command lines. Default: none.");

    private readonly Option<int?> capacity = WholeNumber("--capacity",
        "Images of a model that grow at a time: more are faster in all, need more memory, and take longer each. 1 to 1024. " +
        $"Default: {DefaultCapacity}.", 1, 1024);

    private readonly Option<int?> queue = WholeNumber("--queue",
        $"Images of a model that may wait; whoever comes then is told when to come back. 0 to 100000. Default: {DefaultQueue}.", 0, 100_000);

    private readonly Option<string?> largest = AnyText("--largest", "WxH",
        "The largest image of a model of prompts, in pixels; memory is taken for --capacity of them. Multiples of 32. " +
        $"Default: {DefaultLargest}x{DefaultLargest}.");

    private readonly Option<torch.ScalarType?> dtype = Choice("--dtype",
        "How the generator's weights are stored and multiplied. Default: float32.",
        ("float32", torch.ScalarType.Float32), ("bfloat16", torch.ScalarType.BFloat16));

    private readonly Option<WeightsChoice?> weights = WeightsChoice.Option();

    private readonly Option<string?> device = AnyText("--device", "cpu|cuda[:N]", "Where the models run. Default: cpu.");

    private readonly Option<int?> threads = ThreadChoice.Option();

    private readonly Session session;

    public ServeCommand(Session session) : base("serve",
        "Serves the playground, in which images grow before your eyes, and an HTTP API in the shape of OpenAI's images, until it is " +
        "interrupted; images that have begun are then finished. Prints the address. Ends with exit code 0 when it could stop in order.",
        "softcfg serve",
        "softcfg serve --model rar=weights/rar_b.bin --model fashion --port 8080",
        $"{KeyVariable}=secret softcfg serve --host 0.0.0.0 --capacity 16 --weights int8")
    {
        this.session = session;
        Option[] all = [model, tokenizer, port, host, apiKey, capacity, queue, largest, dtype, weights, device, threads];
        foreach (var option in all)
            Options.Add(option);
        SetAction(parse => ServeRun.Run(Read(parse), session));
    }

    /// <summary>What a command line asks for; loads nothing.</summary>
    /// <exception cref="UsageException">It cannot be done; the message says why.</exception>
    internal ServeOptions Read(ParseResult parse)
    {
        var models = (parse.GetValue(model) is { Length: > 0 } given ? given : [EmbeddedModel.Name]).Select(NamedModel.Parse).ToList();
        if (models.GroupBy(named => named.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UsageException($"--model: two models would be called '{twice.Key}'; give NAME=PATH.");
        if (models.Count > 1 && OptionAgreement.Given(parse, tokenizer))
            throw new UsageException("--tokenizer belongs to a single --model; here there are several. Put each image tokenizer beside its generator.");
        return new ServeOptions
        {
            Models = models,
            Tokenizer = parse.GetValue(tokenizer),
            Address = AddressOf(parse.GetValue(host) ?? "localhost"),
            Port = parse.GetValue(port) ?? DefaultPort,
            ApiKey = parse.GetValue(apiKey) ?? (session.Environment(KeyVariable) is { Length: > 0 } key ? key : null),
            Capacity = parse.GetValue(capacity) ?? DefaultCapacity,
            Queue = parse.GetValue(queue) ?? DefaultQueue,
            Largest = SizeOf(parse.GetValue(largest)),
            Dtype = parse.GetValue(dtype) ?? torch.ScalarType.Float32,
            Weights = parse.GetValue(weights)?.Format,
            Device = parse.GetValue(device) ?? "cpu",
            Threads = ThreadChoice.Make(parse.GetValue(threads), session).Count,
        };
    }

    private static IPAddress AddressOf(string host) =>
        host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : throw new UsageException($"--host is '{host}'; it must be localhost or an IP address.");

    private static ImageGrid SizeOf(string? text)
    {
        if (text is null)
            return new(DefaultLargest, DefaultLargest);
        try
        {
            return text.Split('x') is [var width, var height] && int.TryParse(width, out var across) && int.TryParse(height, out var down)
                ? new(across, down)
                : throw new UsageException($"--largest is '{text}'; it must be WIDTHxHEIGHT, such as {DefaultLargest}x{DefaultLargest}.");
        }
        catch (PromptException e)
        {
            throw new UsageException($"--largest: {e.Message}");
        }
    }
}

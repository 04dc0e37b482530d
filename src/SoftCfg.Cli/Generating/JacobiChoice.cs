using System.CommandLine;
using System.Text.Json;
using SoftCfg.Decoding.Jacobi;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Generating;

/// <summary>The options of speculative Jacobi decoding.</summary>
internal sealed class JacobiChoice
{
    private readonly Option<bool> jacobi = new("--jacobi")
    {
        Description = "Decodes several tokens a pass by speculative Jacobi decoding, without loss.",
    };

    private readonly Option<int?> window = WholeNumber("--jacobi-window",
        $"Tokens that a pass feeds of an image, at most. Default: {new JacobiOptions().Window}.", 1, 1024);

    private readonly Option<JacobiRule?> rule = OfWords<JacobiRule>("--jacobi-rule",
        "What is drawn in place of a refused draft: exact loses nothing, released is the shortcut of the release. Default: exact.");

    private readonly Option<DraftInitialization?> drafts = OfWords<DraftInitialization>("--jacobi-drafts",
        "What is drafted where no pass before left a draft. Default: random.");

    private readonly Option<SoftCfgWindow?> softCfg = OfWords<SoftCfgWindow>("--jacobi-softcfg",
        "How SoftCFG weighs drafts: exact as token by token, with a second pass; approximate not before they stand. Default: exact.");

    private readonly Option<SigmaFilter?> sigma = OfWords<SigmaFilter>("--jacobi-sigma",
        "Which unlikely tokens are left out besides; root-mean-square is the release's. Default: off.");

    private readonly Option<bool> again = new("--jacobi-process-replacement")
    {
        Description = "Puts what a replacement is drawn from through temperature and top-k once more, as in the release.",
    };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [jacobi, .. Details];

    private Option[] Details => [window, rule, drafts, softCfg, sigma, again];

    /// <summary>What a command line asks for; null where it does not speculate.</summary>
    public JacobiOptions? Read(ParseResult parse)
    {
        if (!parse.GetValue(jacobi))
        {
            return OptionAgreement.FirstGiven(parse, Details) is { } idle
                ? throw new UsageException($"{idle.Name} belongs to {jacobi.Name}, which is not given. Leave it out, or add {jacobi.Name}.")
                : null;
        }
        var otherwise = new JacobiOptions();
        return otherwise with
        {
            Window = parse.GetValue(window) ?? otherwise.Window,
            Rule = parse.GetValue(rule) ?? otherwise.Rule,
            Initialization = parse.GetValue(drafts) ?? otherwise.Initialization,
            SoftCfgWindow = parse.GetValue(softCfg) ?? otherwise.SoftCfgWindow,
            SigmaFilter = parse.GetValue(sigma) ?? otherwise.SigmaFilter,
            ProcessReplacement = parse.GetValue(again),
        };
    }

    private static Option<T?> OfWords<T>(string name, string help) where T : struct, Enum =>
        Choice(name, help, [.. Enum.GetValues<T>().Select(value => (JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()), value))]);
}

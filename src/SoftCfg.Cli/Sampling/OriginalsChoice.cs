using System.CommandLine;
using static SoftCfg.Cli.OptionAgreement;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Sampling;

/// <summary>The options that say of which images tokens are kept.</summary>
internal sealed class OriginalsChoice
{
    private readonly Option<string?> reconstruct = AnyText("--reconstruct", "IMAGE|FOLDER",
        "Keeps tokens of originals, PNG or JPEG, a folder's in the order of their names (not sheet.png), cropped to the centre " +
        "and resized where they must be. Image i has original number i modulo their count, and without --classes the class " +
        "that softcfg wrote into it; --count is then by default the number of originals.");

    private readonly Option<double?> keep = Number("--keep",
        "The probability that a token of the original is kept instead of the sampled one, from 0 (none) to 1 (all).", 0, 1);

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [reconstruct, keep];

    /// <summary>What a command line asks for; both or neither.</summary>
    /// <exception cref="UsageException">One is there without the other.</exception>
    public (string? Reconstruct, double? Keep) Read(ParseResult parse)
    {
        if (Given(parse, reconstruct) != Given(parse, keep))
        {
            throw new UsageException(Given(parse, keep)
                ? "--keep says how much of originals is kept, but there are none. Give --reconstruct as well."
                : "--reconstruct needs --keep, the probability that a token of an original is kept: from 0 to 1.");
        }
        return (parse.GetValue(reconstruct), parse.GetValue(keep));
    }
}

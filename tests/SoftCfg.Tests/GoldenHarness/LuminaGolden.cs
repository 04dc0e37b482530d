namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Cases of Lumina-mGPT 2.0, which do not say their kind: what they hold tells it.</summary>
internal static class LuminaGolden
{
    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        if (golden.Json.TryGetProperty("examples", out _))
            PromptGolden.Check(golden, errors);
        else
            throw new NotSupportedException($"case \"{golden.Json.GetProperty("case")}\" of family lumina is not supported yet");
    }
}

using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>What the model is told, and the shape of the image that follows.</summary>
internal static class PromptGolden
{
    private static readonly string[] ShapeKeys = ["rows", "cols", "image_tokens_with_newlines"];

    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        var number = 0;
        foreach (var example in golden.Json.GetProperty("examples").EnumerateArray())
        {
            var grid = new ImageGrid(example.GetProperty("width").GetInt32(), example.GetProperty("height").GetInt32());
            var text = PromptTemplate.TextToImage.Format(example.GetProperty("prompt").GetString()!, grid) + PromptTokenNames.Separator;
            errors.Compare($"text {number}", [.. text], [.. example.GetProperty("text").GetString()!]);
            string[] names = [PromptTokenNames.ImageStart, PromptTokenNames.Size(grid.HeightInGrids), PromptTokenNames.Size(grid.WidthInGrids)];
            errors.Compare($"size tokens {number}", names,
                [.. example.GetProperty("forced_size_tokens").EnumerateArray().Select(name => name.GetString()!)]);
            errors.Compare<long>($"rows, columns and tokens {number}", [grid.Rows, grid.Columns, grid.TokensWithNewLines],
                [.. ShapeKeys.Select(key => example.GetProperty(key).GetInt64())]);
            number++;
        }
    }
}

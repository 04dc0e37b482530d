using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Sweeps;

namespace SoftCfg.Tests.Sweeps;

public class SweepTableTests
{
    [Fact]
    public void Markdown_rounds_and_says_what_the_figures_are() => Assert.Equal("""
        | guidance | scale | power | strength | step norm | confidence | alignment | temperature | FID | sFID | IS | precision | recall | images | seconds |
        | --- | ---: | ---: | ---: | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        | none | – | – | – | – | – | – | 0.9 | 12.35 [11.50, 13.25] | – | – | – | – | 1000 | 12 |
        | softcfg | 1.5 | 1 | 0.25 | off | sampled | paper | 1 | 10.00 | 21.00 | 7.50 [7.25, 7.75] | 0.812 | 0.500 | 1000 | 20 |

        - 2 of 3 points are finished.
        - Model tiny, seed 7, 1000 images per point, in float32.
        - Reference test.npz, seen by mean-colour.
        - In brackets: 95 % confidence intervals.
        - Few images.
        - SoftCfg 1.2.3.

        """, new SweepTable(SweepSamples.Plan, "test.npz", 3, [SweepSamples.Unguided, SweepSamples.Soft]).Markdown());

    [Fact]
    public void Markdown_leaves_out_columns_without_a_value() => Assert.Equal("""
        | guidance | temperature | FID | images | seconds |
        | --- | ---: | ---: | ---: | ---: |
        | none | 0.9 | 12.35 [11.50, 13.25] | 1000 | 12 |

        - Model tiny, seed 7, 1000 images per point, in float32.
        - Reference test.npz, seen by mean-colour.
        - In brackets: 95 % confidence intervals.
        - Few images.
        - SoftCfg 1.2.3.

        """, new SweepTable(SweepSamples.Plan, "test.npz", 1, [SweepSamples.Unguided]).Markdown());

    [Fact]
    public void Markdown_shows_what_is_rarely_set_where_it_is_set()
    {
        var table = new SweepTable(SweepSamples.Plan, "test.npz", 1, [SweepSamples.Unguided with
        {
            Point = new SweepPoint(SweepSamples.Unguided.Point.Guidance, new SamplingOptions { TopP = 0.95 }),
        }]);
        Assert.StartsWith("""
            | guidance | temperature | top p | FID | images | seconds |
            | --- | ---: | ---: | ---: | ---: | ---: |
            | none | 1 | 0.95 | 12.35 [11.50, 13.25] | 1000 | 12 |
            """, table.Markdown());
    }

    [Fact]
    public void Markdown_of_a_sweep_that_just_began_says_so() =>
        Assert.StartsWith("- 0 of 5 points are finished.\n", new SweepTable(SweepSamples.Plan, "test.npz", 5, []).Markdown());

    [Fact]
    public void Csv_has_all_digits_and_nothing_where_there_is_no_value() => Assert.Equal("""
        guidance,scale,power,strength,step_normalization,confidence,alignment,minimum_weight,epsilon,temperature,greedy,top_k,top_p,fid,fid_lower,fid_upper,sfid,inception_score,inception_score_lower,inception_score_upper,precision,recall,images,seconds
        none,,,,,,,,,0.9,off,0,1,12.345678901234567,11.5,13.25,,,,,,,1000,12.346
        softcfg,1.5,1,0.25,off,sampled,paper,,,1,off,0,1,10,,,21,7.5,7.25,7.75,0.81249,0.5,1000,20

        """, new SweepTable(SweepSamples.Plan, "test.npz", 2, [SweepSamples.Unguided, SweepSamples.Soft]).Csv());

    [Fact]
    public void Json_holds_everything_and_is_read_back()
    {
        var json = new SweepTable(SweepSamples.Plan, "test.npz", 2, [SweepSamples.Unguided, SweepSamples.Soft]).Json();
        var file = JsonSerializer.Deserialize<SweepFile>(json, SweepJson.Options)!;
        Assert.Equal(SweepSamples.Plan, file.Plan);
        Assert.Equivalent(new[] { SweepSamples.Unguided, SweepSamples.Soft }, file.Points, strict: true);
        using var document = JsonDocument.Parse(json);
        var point = document.RootElement.GetProperty("points")[1].GetProperty("point");
        Assert.Equal("softcfg", point.GetProperty("kind").GetString());
        Assert.Equal("paper", point.GetProperty("alignment").GetString());
        Assert.Equal(1.5, point.GetProperty("scale").GetDouble());
        Assert.Equal("softcfg-sweep-1", document.RootElement.GetProperty("format").GetString());
        Assert.Equal("aa", document.RootElement.GetProperty("plan").GetProperty("model").GetProperty("generator_sha256").GetString());
    }
}

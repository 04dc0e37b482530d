using CsCheck;
using SoftCfg.Evaluation.Metrics;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Metrics;

public class InceptionScoreTests
{
    [Fact]
    public void It_is_between_one_and_the_number_of_classes() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 40], Gen.Int[1, 12], Gen.Double[0, 200]).Sample((seed, rows, classes, spread) =>
        {
            using var logits = Tensors.Random(seed, rows, classes, spread);
            Assert.InRange(InceptionScore.Of(logits).Score, 1 - 1e-9, classes + 1e-9);
        }, iter: 100, threads: 1);

    [Fact]
    public void Certain_images_of_every_class_score_the_number_of_classes()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(7, InceptionScore.Of(eye(7).Times(1000)).Score, 1e-9);
    }

    [Fact]
    public void Probabilities_that_underflow_leave_it_a_number()
    {
        using var wide = tensor(new[,] { { 0.0, -1e5 }, { -1e5, 0.0 }, { 0.0, -1e5 }, { -1e5, 0.0 } });
        Assert.Equal(2, InceptionScore.Of(wide).Score, 1e-12);
    }

    [Fact]
    public void A_short_last_group_counts_in_full()
    {
        // Quirk: five rows in groups of four. The lone last image scores 1 and has half of the say.
        using var scope = NewDisposeScope();
        var logits = cat([eye(4).Times(1000), eye(4)[0].unsqueeze(0).Times(1000)]);
        Assert.Equal((4 + 1) / 2.0, InceptionScore.Of(logits, groupSize: 4).Score, 1e-9);
        Assert.Equal(5000, InceptionScore.GroupSize);
    }

    [Fact]
    public void Groups_are_taken_in_file_order()
    {
        using var scope = NewDisposeScope();
        var sorted = eye(2).repeat_interleave(2, 0).Times(1000);   // a a b b: each group has one class
        var mixed = eye(2).repeat(2, 1).Times(1000);               // a b a b
        Assert.Equal(1, InceptionScore.Of(sorted, groupSize: 2).Score, 1e-9);
        Assert.Equal(2, InceptionScore.Of(mixed, groupSize: 2).Score, 1e-9);
    }

    [Fact]
    public void Influence_is_the_derivative_by_the_weight_of_an_image()
    {
        // Repeating every image M times and one of them once more changes its weight by 1 / (M N).
        using var scope = NewDisposeScope();
        var logits = Tensors.Random(5, 6, 4);
        var score = InceptionScore.Of(logits);
        const int Copies = 2000;
        for (var image = 0; image < 6; image++)
        {
            var heavier = cat([logits.repeat(Copies, 1), logits[image].unsqueeze(0)]);
            var change = InceptionScore.Of(heavier, groupSize: int.MaxValue / 2).Score - score.Score;
            Assert.Equal(score.Influence[image], change * (6 * Copies + 1), 1e-2);
        }
        Assert.Equal(0, score.Influence.Average(), 1e-12);
    }
}

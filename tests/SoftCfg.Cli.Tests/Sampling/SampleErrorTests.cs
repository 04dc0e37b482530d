namespace SoftCfg.Cli.Tests.Sampling;

/// <summary>What people see of a command line that cannot be.</summary>
public class SampleErrorTests
{
    [Theory]
    [InlineData("--scale -1", "--scale is '-1'; it must be a number from 0 to 10000.")]
    [InlineData("--scale nan", "--scale is 'nan'; it must be a number from 0 to 10000.")]
    [InlineData("--power -0.5", "--power is '-0.5'; it must be a number from 0 to 100.")]
    [InlineData("--strength much", "--strength is 'much'; it must be a number from 0 to 100.")]
    [InlineData("--temperature 0", "--temperature is '0'; it must be a number from 1E-06 to 1000000.")]
    [InlineData("--top-k -1", "--top-k is '-1'; it must be a whole number from 0 to 2147483647.")]
    [InlineData("--top-p 1.5", "--top-p is '1.5'; it must be a number from 1E-06 to 1.")]
    [InlineData("--count 0", "--count is '0'; it must be a whole number of at least 1.")]
    [InlineData("--batch 0", "--batch is '0'; it must be a whole number from 1 to 4096.")]
    [InlineData("--threads 2000", "--threads is '2000'; it must be a whole number from 1 to 1024.")]
    [InlineData("--seed -1", "--seed is '-1'; it must be a whole number from 0 to 18446744073709551615.")]
    [InlineData("--guidance soft", "--guidance is 'soft'; it must be none, cfg or softcfg.")]
    [InlineData("--compare cfg,cfg", "--compare is 'cfg,cfg'; it must be a list of values, separated by commas, each at most once and each none, cfg or softcfg.")]
    [InlineData("--compare cfg,", "--compare is 'cfg,'; it must be a list of values, separated by commas, each at most once and each none, cfg or softcfg.")]
    [InlineData("--step-norm maybe", "--step-norm is 'maybe'; it must be on or off.")]
    [InlineData("--confidence max", "--confidence is 'max'; it must be sampled or maximum.")]
    [InlineData("--alignment left", "--alignment is 'left'; it must be released or paper.")]
    [InlineData("--dtype float16", "--dtype is 'float16'; it must be float32 or bfloat16.")]
    [InlineData("--weights int3", "--weights is 'int3'; it must be auto, float32, bfloat16, int8 or int4.")]
    [InlineData("--device tpu", "--device is 'tpu'; it must be cpu, cuda or cuda:N.")]
    [InlineData("--device cuda:x", "--device is 'cuda:x'; it must be cpu, cuda or cuda:N.")]
    public void Values_out_of_range_are_named_with_their_range(string arguments, string message) =>
        Refused(arguments, message);

    [Theory]
    [InlineData("--guidance cfg --compare cfg", "--guidance and --compare exclude each other")]
    [InlineData("--guidance none --scale 3", "--scale belongs to guidance, but the guidance is none.")]
    [InlineData("--guidance none --power 3", "--power belongs to guidance, but the guidance is none.")]
    [InlineData("--guidance cfg --strength 2", "--strength belongs to SoftCFG, but the guidance is cfg.")]
    [InlineData("--compare none,cfg --step-norm on", "--step-norm belongs to SoftCFG, but the guidance is none, cfg.")]
    [InlineData("--guidance cfg --confidence maximum", "--confidence belongs to SoftCFG, but the guidance is cfg.")]
    [InlineData("--guidance none --alignment paper", "--alignment belongs to SoftCFG, but the guidance is none.")]
    [InlineData("--step-norm off --minimum-weight 0.1",
        "--minimum-weight belongs to SoftCFG with step normalization, but the guidance is none, cfg, softcfg. Leave it out.")]
    [InlineData("--dtype bfloat16 --weights int8",
        "--weights: weights in int8 are for models that compute in float32 on the CPU; this one is to compute in bfloat16 on cpu.")]
    [InlineData("--greedy --top-k 5", "--top-k belongs to drawing, but the likeliest token is taken. Leave it out, or --greedy.")]
    [InlineData("--top-p 0.5 --greedy", "--top-p belongs to drawing, but the likeliest token is taken. Leave it out, or --greedy.")]
    public void Options_that_contradict_each_other_are_refused(string arguments, string message) =>
        Refused(arguments, message);

    [Theory]
    [InlineData("--classes 10", "--classes: 10 is no class of tiny; its labels are 0 to 9.")]
    [InlineData("--classes -1", "--classes: -1 is no class of tiny; its labels are 0 to 9.")]
    [InlineData("--classes foy", "--classes: 'foy' is no class of tiny; did you mean 'Fox' (5)? Its classes are Ant, Bee,")]
    [InlineData("--classes ant,submarine", "--classes: 'submarine' is no class of tiny. Its classes are Ant, Bee,")]
    [InlineData("--scal 3", "'--scal' is not understood; did you mean '--scale'? See 'softcfg sample --help'.")]
    public void Unknown_names_are_answered_with_the_nearest(string arguments, string message) =>
        Refused(arguments, message);

    [Theory]
    [InlineData("--scale")]
    [InlineData("--scale 1 --scale 2")]
    public void An_option_takes_one_value(string arguments) => Refused(arguments, "'--scale'");

    [Fact]
    public void A_mistyped_command_is_answered_with_the_nearest() =>
        Run.Of("sampel").Refused("'sampel' is not understood; did you mean 'sample'? See 'softcfg --help'.");

    private static void Refused(string arguments, string message) =>
        Run.Of(["sample", "--model", Run.Model, .. arguments.Split(' ')]).Refused(message);
}

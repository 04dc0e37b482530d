using static SoftCfg.Cli.Tests.Generating.Generation;

namespace SoftCfg.Cli.Tests.Generating;

public sealed class GenerateErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "There is no prompt. Say what to generate: softcfg generate \"a red fox\" --model FOLDER, or give --prompts FILE.")]
    [InlineData("a|  ", "prompt 2: The prompt is empty.")]
    [InlineData("a|--width|40", "prompt 1: The width is 40 pixels; expected a positive multiple of 32, such as 32.")]
    [InlineData("a|--width|96", "prompt 1: The model has no token for a size of 96 pixels; it knows ")]
    [InlineData("a|--width|32|--height|0", "--height is '0'; it must be a whole number of at least 1.")]
    [InlineData("a|--task|t3i", "prompt 1: There is no task 't3i'. Tasks are t2i, depth, ")]
    [InlineData("a|--task|edit", "prompt 1: The task edit needs a picture. Give --picture FILE, or choose the task t2i.")]
    [InlineData("a|--picture|p.png", "prompt 1: The task t2i takes no picture, but 'p.png' is given. Leave it out, or choose another task.")]
    [InlineData("a|--task|edit|--picture|none.png", "none.png")]
    [InlineData("a|--task|i2i-depth|--picture|p.png", "prompt 1: The height is 32 pixels, of two halves; expected a multiple of 64.")]
    [InlineData("a|--guidance|cfg|--strength|2", "--strength belongs to SoftCFG, but the guidance is cfg.")]
    [InlineData("a|--guidance|cfg|--compare|cfg", "--guidance and --compare exclude each other")]
    [InlineData("a|--jacobi-window|8", "--jacobi-window belongs to --jacobi, which is not given. Leave it out, or add --jacobi.")]
    [InlineData("a|--scale-decay|--power|2", "--scale-decay and --power exclude each other")]
    [InlineData("a|--preview|1|--no-preview", "--preview and --no-preview exclude each other.")]
    [InlineData("a|--hight|64", "'--hight' is not understood; did you mean '--height'? See 'softcfg generate --help'.")]
    public void A_command_line_that_cannot_be_is_refused(string words, string message)
    {
        Picture(folder, "p.png", 32, 32);
        Generate(folder, words.Split('|', StringSplitOptions.RemoveEmptyEntries)).Refused(message);
        Assert.Equal(["p.png"], folder.Files);
    }

    [Theory]
    [InlineData("", "there is no such file. Check the path.")]
    [InlineData("\n  \n", "the file holds no prompt. Write one a line.")]
    [InlineData("{\"prompt\": \"a\"}\n{\"prompt\": \"a\", \"widths\": 64}", "line 2: 'widths' is no setting of a prompt; did you mean 'width'?")]
    [InlineData("{\"prompt\": \"a\"}\n\na cat", "line 3: this is no JSON object; the first line is one, so all have to be.")]
    [InlineData("{\"width\": 32}", "line 1: there is no 'prompt'.")]
    [InlineData("{\"prompt\": \"a\", \"width\": \"64\"}", "line 1: 'width' should be a whole number of pixels.")]
    [InlineData("{\"prompt\": \"a\", \"seed\": -1}", "line 1: 'seed' should be a whole number from 0 to 18446744073709551615.")]
    [InlineData("{\"prompt\": \"a\", \"allow_special\": 1}", "line 1: 'allow_special' should be true or false.")]
    [InlineData("{\"prompt\": \"a\", \"prompt\": \"b\"}", "line 1: 'prompt' is there twice.")]
    [InlineData("{\"prompt\": \"a\\u0000\"}", "line 1: 'prompt' should be a text that is not empty and holds no NUL character.")]
    [InlineData("{\"prompt\": \"\\ud800\"}", "line 1: this is no JSON object")]
    [InlineData("{\"prompt\": \"a\", \"task\": \"x\"}", "line 1: There is no task 'x'.")]
    [InlineData("{\"prompt\": \"a\", \"width\": 33}", "line 1: The width is 33 pixels")]
    [InlineData("fox\n\u0001\0", "line 2: the prompt holds a NUL character. Leave it out.")]
    public void A_file_of_prompts_that_cannot_be_is_refused_by_its_line(string text, string message)
    {
        if (text.Length > 0)
            File.WriteAllText(folder.File("p.txt"), text);
        Generate(folder, "--prompts", "p.txt").Refused($"p.txt: {message}");
    }

    [Fact]
    public void A_file_of_prompts_in_another_encoding_is_refused_by_its_line()
    {
        File.WriteAllBytes(folder.File("p.txt"), [.. "a fox\nein M"u8, 0xe4, .. "hre\n"u8]);
        Generate(folder, "--prompts", "p.txt").Refused("p.txt: line 2: the text is not UTF-8. Save the file in that encoding.");
    }

    [Fact]
    public void A_huge_prompt_is_refused_before_the_weights_are_read()
    {
        Generate(folder, string.Concat(Enumerable.Repeat("fox ", 200_000))).Refused("prompt 1: The prompt has ");
        File.WriteAllText(folder.File("p.txt"), new string('a', 1_000_001));
        Generate(folder, "--prompts", "p.txt").Refused("p.txt: line 1: The prompt has 1000001 characters; at most 1000000 are read. Shorten it.");
        Assert.Equal(["p.txt"], folder.Files);
    }

    [Fact]
    public void Each_model_is_sent_to_its_command()
    {
        Run.In(folder, "generate", "a", "--model", Run.Model, "--width", "32").Refused(
            "this is tiny: its images have classes, not prompts. Give it to 'softcfg sample', or in a program to ImageGenerator.");
        Run.In(folder, "generate", "a", "--model", "nothing").Refused("nothing: there is no such folder.");
        Run.In(folder, "generate", "a").Refused("--model is missing: give the folder of Lumina-mGPT 2.0.");
        const string prompts = "this is Lumina-mGPT 2.0: its images have prompts, not classes. Give it to 'softcfg generate', or in a program to PromptImageGenerator.";
        Run.In(folder, "sample", "--model", TinyLumina.Shared).Refused(prompts);
        Run.In(folder, "sample", "--model", Path.Combine(TinyLumina.Shared, "model.safetensors.index.json")).Refused(prompts);
    }

    [Theory]
    [InlineData("tokenizer.json", "tokenizer.json")]
    [InlineData("model-00002-of-00002.safetensors", "model-00002-of-00002.safetensors")]
    [InlineData("movqgan_270M.safetensors", "download movqgan_270M.ckpt, and put it here or name it.")]
    public void A_folder_that_lacks_a_file_is_refused_by_it(string file, string message)
    {
        TinyLumina.Create(folder.File("lumina"));
        File.Delete(folder.File($"lumina/{file}"));
        Run.In(folder, "generate", "a", "--model", "lumina", "--width", "32", "--height", "32").Refused(message);
    }

    [Fact]
    public void A_tokenizer_of_another_vocabulary_and_another_image_tokenizer_are_refused()
    {
        TinyLumina.Create(folder.File("lumina"));
        string[] command = ["generate", "a", "--model", "lumina", "--width", "32", "--height", "32"];
        Run.In(folder, [.. command, "--image-tokenizer", Path.Combine(Run.Model, "tokenizer.safetensors")]).Refused(
            "the pictures of this image tokenizer are of one size; a model for prompts needs one for any size, such as movqgan_270M.ckpt.");
        File.WriteAllText(folder.File("lumina/config.json"), TinyLumina.Configuration.Replace("6273", "6000"));
        Run.In(folder, command).Refused("The tokenizer has a token 6271, but the model knows those below 6000 only: they do not belong together.");
        var tokenizer = folder.File("lumina/tokenizer.json");
        File.WriteAllText(tokenizer, File.ReadAllText(tokenizer).Replace("<reserved08706>", "<another>"));
        Run.In(folder, command).Refused("this tokenizer does not have <reserved08706>, so it is not the one of a model for text to image.");
    }
}

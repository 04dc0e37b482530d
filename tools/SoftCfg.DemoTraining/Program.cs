using SoftCfg.DemoTraining;
using TorchSharp;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop.Cancel(); };
torch.set_num_threads(Environment.ProcessorCount);
var settings = new TrainingSettings();
Directory.CreateDirectory(settings.OutputFolder);
using var tokenizer = new TokenizerTraining(settings);
using var classifier = new ClassifierTraining(settings);
switch (args[0])
{
    case "tokenizer": tokenizer.Run(6, stop.Token); break;
    case "classifier": classifier.Run(int.Parse(args[1]), stop.Token); break;
    case "generator":
        tokenizer.Run(6, stop.Token);
        using (var generator = new GeneratorTraining(settings, tokenizer.Tokenizer))
            generator.Run(int.Parse(args[1]), stop.Token);
        break;
}

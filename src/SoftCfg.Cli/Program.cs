using TorchSharp;

using var sum = torch.ones(2).sum();
Console.WriteLine(sum.item<float>());

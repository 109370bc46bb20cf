namespace LocalAzure.FunctionsHost;

/// <summary>An invocation failed; the message is what Event Grid or the host's log would see.</summary>
internal sealed class InvocationFailedException(string message) : Exception(message);

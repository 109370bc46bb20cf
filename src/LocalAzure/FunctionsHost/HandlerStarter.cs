namespace LocalAzure.FunctionsHost;

/// <summary>Starts the handler once.</summary>
internal delegate IHandlerProcess HandlerStarter(HandlerStart start);
